# One image for web, worker and command line: no compiler, no pip, no root; the root file system may be read-only.

FROM python:3.11-slim AS build
WORKDIR /source
COPY requirements.txt .
RUN python -m venv /opt/idp \
 && /opt/idp/bin/pip install --no-cache-dir --no-deps --require-hashes -r requirements.txt
COPY LICENSE pyproject.toml setup.cfg ./
COPY keys keys
COPY idp idp
RUN /opt/idp/bin/pip install --no-deps --no-build-isolation --no-index . \
 && /opt/idp/bin/pip uninstall --yes wheel setuptools pip

FROM python:3.11-slim
ENV PATH=/opt/idp/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    HOME=/tmp \
    IDP_VAR=/var/lib/idp
COPY --from=build /opt/idp /opt/idp
RUN install --directory --owner=10001 --group=10001 --mode=0700 /var/lib/idp
VOLUME /var/lib/idp
USER 10001:10001
WORKDIR /var/lib/idp
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s CMD ["python", "-c", \
    "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/health/ready', timeout=4)"]
ENTRYPOINT ["idp"]
CMD ["serve", "--bind", "0.0.0.0:8000"]
