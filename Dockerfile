# The image: built in one stage, run in another by a user without rights.
FROM python:3.11-slim AS build
WORKDIR /src
COPY pyproject.toml requirements.lock README.md ./
COPY bot ./bot
COPY adapters ./adapters
COPY prompts ./prompts
COPY config ./config
RUN python -m venv /opt/parley \
    && /opt/parley/bin/pip install --no-cache-dir --constraint requirements.lock .

FROM python:3.11-slim
RUN useradd --system --uid 10001 --create-home --home-dir /data parley
COPY --from=build /opt/parley /opt/parley
ENV PATH=/opt/parley/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    DATABASE_URL=sqlite+aiosqlite:////data/parley.db \
    PARLEY_WEB__HOST=0.0.0.0
USER 10001
WORKDIR /data
VOLUME /data
EXPOSE 8899
# The health page answers without a token, and says nothing but whether the service works.
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8899/health', timeout=4)"]
ENTRYPOINT ["parley"]
CMD ["run"]
