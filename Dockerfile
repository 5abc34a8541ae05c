# One image for every process of the server profile; compose.yaml says which is which. The workers of the tier gpu
# have one of their own, with PyTorch in it: --build-arg REQUIREMENTS=requirements-gpu.txt
FROM python:3.11-slim-bookworm

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 \
    DJANGO_SETTINGS_MODULE=im4talkin.settings IM4TALKIN_DATA=/data

WORKDIR /app
# The packages are a layer of their own: a change of code does not fetch them again.
ARG REQUIREMENTS=requirements-llm.txt
COPY requirements.txt requirements-llm.txt requirements-gpu.txt ./
RUN pip install -r "$REQUIREMENTS"
COPY . .

# Learners' words lie in /data only, and belong to a user who may do nothing else. compose.yaml mounts the rest
# read-only.
RUN useradd --system --uid 10001 --home-dir /data im4talkin \
    && mkdir -p /data && chown im4talkin:im4talkin /data
USER im4talkin
VOLUME /data

EXPOSE 8000
CMD ["python", "manage.py", "web", "--host", "0.0.0.0", "--port", "8000"]
