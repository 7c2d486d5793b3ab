# The service with a PyTorch for CUDA beside it, for machines with NVIDIA's container toolkit:
# docker build -t rangefinder-gpu:0.1.0 -f deploy/gpu.Dockerfile deploy && docker run --gpus all rangefinder-gpu:0.1.0
ARG RANGEFINDER_IMAGE=rangefinder:0.1.0
FROM ${RANGEFINDER_IMAGE}
ARG PYTORCH=2.14.1
USER root
RUN apt-get update && apt-get install --yes --no-install-recommends python3-venv && rm -rf /var/lib/apt/lists/* && \
    python3 -m venv /opt/pytorch && /opt/pytorch/bin/pip install --no-cache-dir "torch==${PYTORCH}"
USER rangefinder
# The python3 that rangefinder.engine.pytorch=auto asks; and what the toolkit brings in of the driver, nvidia-smi with it.
ENV PATH=/opt/pytorch/bin:$PATH NVIDIA_VISIBLE_DEVICES=all NVIDIA_DRIVER_CAPABILITIES=compute,utility
