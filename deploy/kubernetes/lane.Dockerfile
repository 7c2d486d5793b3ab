# The service with kubectl beside it, for lane servers and the trainers that they start:
# docker build -t rangefinder-lane:0.1.0 -f deploy/kubernetes/lane.Dockerfile deploy/kubernetes
ARG RANGEFINDER_IMAGE=rangefinder:0.1.0
FROM rancher/kubectl:v1.34.1 AS kubectl

FROM ${RANGEFINDER_IMAGE}
COPY --from=kubectl /bin/kubectl /usr/local/bin/kubectl
