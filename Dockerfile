# One image for workshops: the server, the page and its kernels, compiled while the image is built.
ARG BASE=python:3.12-slim-bookworm

FROM ${BASE} AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python3 -m venv /opt/playground
COPY . /src
# Node, for the page's libraries, comes as a Python package for the time of the build and stays behind in this stage
RUN /opt/playground/bin/python -m pip install --quiet /src

FROM ${BASE}
COPY --from=build /opt/playground /opt/playground
ENV PATH=/opt/playground/bin:${PATH} \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    BACKPROP_CACHE_DIR=/opt/playground/cache \
    HOST=0.0.0.0 \
    PORT=8000
# on another kind of processor than the build's the kernels compile again at the first start, into /tmp
RUN /opt/playground/bin/python -m engine && chmod -R a+rX /opt/playground/cache
USER 10001:10001
WORKDIR /tmp
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 \
    CMD ["/opt/playground/bin/python", "-c", "import os, urllib.request as u; u.urlopen('http://127.0.0.1:' + os.environ['PORT'] + '/healthz', timeout=4)"]
CMD ["/opt/playground/bin/backprop-playground", "serve"]
