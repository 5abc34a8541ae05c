// A microphone that tests speak into, and ears on everything the page plays. Runs before the page's own code.
(() => {
  const { rate, echo, refusal, dead } = window.testMicrophoneSettings;
  const context = new AudioContext({ sampleRate: rate });
  const microphone = context.createMediaStreamDestination();
  const room = context.createBuffer(1, rate, rate);
  const noise = room.getChannelData(0);
  for (let i = 0; i < noise.length; i++) noise[i] = (Math.random() - 0.5) * 0.0008;
  const quiet = new AudioBufferSourceNode(context, { buffer: room, loop: true });
  if (!dead) quiet.connect(microphone);
  quiet.start();
  const ears = context.createAnalyser();
  ears.fftSize = 2048;
  const sockets = [];
  const sent = [];
  const test = {
    loudest: 0,
    now: 0,
    sockets,
    rates: [],
    frames: [],
    opened: 0,
    device: "Test microphone",
    async say(base64) {
      const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
      const buffer = await context.decodeAudioData(bytes.buffer);
      const source = new AudioBufferSourceNode(context, { buffer });
      source.connect(microphone);
      source.start();
      await new Promise((done) => (source.onended = done));
    },
  };
  window.testMicrophone = test;

  navigator.mediaDevices.getUserMedia = async () => {
    await context.resume();
    test.opened += 1;
    if (refusal) throw new DOMException("", refusal);
    const stream = microphone.stream.clone();
    const [track] = stream.getAudioTracks();
    const settings = { ...track.getSettings(), deviceId: test.device };
    track.getSettings = () => settings;
    Object.defineProperty(track, "label", { value: test.device });
    return stream;
  };

  // Another device: what was open ends, as when a headset is pulled out.
  test.change = (device) => {
    test.device = device;
    navigator.mediaDevices.dispatchEvent(new Event("devicechange"));
  };
  navigator.mediaDevices.enumerateDevices = async () => [
    { kind: "audioinput", deviceId: "default", groupId: test.device, label: test.device },
  ];

  // A page's own contexts run at the microphone's rate too, as on a machine that has but one.
  const Context = window.AudioContext;
  window.AudioContext = class extends Context {
    constructor(options = {}) {
      super({ ...options, sampleRate: rate });
      test.rates.push(this.sampleRate);
    }
  };

  // What any context sends to its loudspeaker is also heard here, and comes back as an echo if asked for.
  const connect = AudioNode.prototype.connect;
  const taps = new WeakMap();
  AudioNode.prototype.connect = function (target, ...rest) {
    if (target instanceof AudioDestinationNode && this.context !== context) {
      let tap = taps.get(this.context);
      if (!tap) {
        tap = this.context.createMediaStreamDestination();
        taps.set(this.context, tap);
        const heard = context.createMediaStreamSource(tap.stream);
        connect.call(heard, ears);
        if (echo > 0) {
          const delay = new DelayNode(context, { delayTime: 0.15, maxDelayTime: 1 });
          const gain = new GainNode(context, { gain: echo });
          connect.call(heard, delay);
          connect.call(delay, gain);
          connect.call(gain, microphone);
        }
      }
      connect.call(this, tap);
    }
    return connect.call(this, target, ...rest);
  };
  const window_ = new Float32Array(2048);
  setInterval(() => {
    ears.getFloatTimeDomainData(window_);
    let sum = 0;
    for (const sample of window_) sum += sample * sample;
    test.now = Math.sqrt(sum / window_.length);
    test.loudest = Math.max(test.loudest, test.now);
  }, 40);

  const Socket = window.WebSocket;
  window.WebSocket = class extends Socket {
    constructor(...args) {
      super(...args);
      sockets.push(this);
      this.received = [];
      this.addEventListener("message", (event) => {
        if (typeof event.data === "string") this.received.push(JSON.parse(event.data));
      });
    }
    send(data) {
      if (typeof data === "string") sent.push(JSON.parse(data));
      else {
        const view = new DataView(data);
        test.frames.push({
          connection: sockets.indexOf(this),
          turn: view.getUint32(4, true),
          offset: view.getUint32(8, true),
          samples: (data.byteLength - 12) / 2,
          gap: Boolean(view.getUint8(1) & 2),
        });
      }
      super.send(data);
    }
  };
  test.events = (type) =>
    sockets.flatMap((socket) => socket.received).filter((event) => !type || event.type === type);
  test.sent = (type) => sent.filter((message) => message.type === type);
})();
