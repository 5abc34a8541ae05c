// A microphone that tests speak into, and ears on everything the page plays. Runs before the page's own code.
(() => {
  const { rate, echo } = window.testMicrophoneSettings;
  const context = new AudioContext({ sampleRate: rate });
  const microphone = context.createMediaStreamDestination();
  const room = context.createBuffer(1, rate, rate);
  const noise = room.getChannelData(0);
  for (let i = 0; i < noise.length; i++) noise[i] = (Math.random() - 0.5) * 0.0008;
  const quiet = new AudioBufferSourceNode(context, { buffer: room, loop: true });
  quiet.connect(microphone);
  quiet.start();
  const ears = context.createAnalyser();
  ears.fftSize = 2048;
  const sockets = [];
  const test = {
    loudest: 0,
    sockets,
    opened: 0,
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
    return microphone.stream.clone();
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
  };
  test.events = (type) =>
    sockets.flatMap((socket) => socket.received).filter((event) => !type || event.type === type);
})();
