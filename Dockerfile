# The image for workshops: server, page and kernels, which are compiled while the image is built.
ARG BASE=python:3.12-slim-bookworm

FROM ${BASE} AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
COPY requirements /src/requirements
RUN python3 -m venv /opt/playground \
    && /opt/playground/bin/python -m pip install --quiet --require-hashes -r /src/requirements/postgresql.txt
# The build tools, and Node for the page's libraries, have an environment that stays behind in this stage
RUN python3 -m venv /opt/build \
    && /opt/build/bin/python -m pip install --quiet --require-hashes -r /src/requirements/build.txt -r /src/requirements/node.txt
COPY . /src
RUN cd /src && /opt/build/bin/python -m hatchling build --target wheel --directory /dist \
    && /opt/playground/bin/python -m pip install --quiet --no-deps /dist/*.whl

FROM ${BASE}
COPY --from=build /opt/playground /opt/playground
ENV PATH=/opt/playground/bin:${PATH} \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    BACKPROP_CACHE_DIR=/opt/playground/cache \
    BACKPROP_DATA_DIR=/var/lib/playground \
    HOST=0.0.0.0 \
    PORT=8000
# A processor of another kind than the one that built the image compiles the kernels again at the first start, into /tmp
RUN /opt/playground/bin/python -m engine && chmod -R a+rX /opt/playground/cache
RUN install -d -o 10001 -g 10001 /var/lib/playground
VOLUME /var/lib/playground
USER 10001:10001
WORKDIR /tmp
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 \
    CMD ["/opt/playground/bin/python", "-c", "import os, urllib.request as u; u.urlopen('http://127.0.0.1:' + os.environ['PORT'] + '/healthz', timeout=4)"]
CMD ["/opt/playground/bin/backprop-playground", "serve"]
