# One image for every part: `worker`, `scheduler`, `mailer`, `up`, or any other tzwatch command.
FROM python:3.13-slim-bookworm

ENV PYTHONPATH=/opt/tzwatch \
    PYTHONSAFEPATH=1 \
    PYTHONUNBUFFERED=1 \
    PYTHONUTF8=1 \
    TZWATCH_HOME=/data

# For sites whose pages are made by script; it runs without windows.
RUN apt-get update -qq \
    && apt-get install -y -qq --no-install-recommends chromium-headless-shell \
    && rm -rf /var/lib/apt/lists/*

# A user with a name: the private Postgres, which the demo starts, admits its users by it.
RUN useradd --uid 10001 --create-home tzwatch \
    && install -d -o tzwatch -g tzwatch /data \
    && printf '#!/bin/sh\nexec python -m cli "$@"\n' > /usr/local/bin/tzwatch \
    && chmod 755 /usr/local/bin/tzwatch

WORKDIR /opt/tzwatch

# Before the code: its layer lasts as long as the pins do.
COPY requirements.lock ./
RUN pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.lock

COPY config.py scrapy.cfg LICENSE ./
COPY news ./news
COPY sites ./sites
COPY extract ./extract
COPY db ./db
COPY crawler ./crawler
COPY scheduler ./scheduler
COPY alerts ./alerts
COPY demo ./demo
COPY cli ./cli
RUN python -m compileall -q .

USER tzwatch
VOLUME /data
HEALTHCHECK --interval=60s --timeout=30s --start-period=60s --retries=3 CMD ["tzwatch", "doctor"]
ENTRYPOINT ["tzwatch"]
CMD ["up"]
