# The image for production: the product without the servers it brings along for a laptop.
FROM python:3.13-slim AS packages
COPY requirements/image.txt /tmp/
RUN python -m venv /packages \
 && /packages/bin/pip install --no-cache-dir --require-hashes --only-binary :all: -r /tmp/image.txt

FROM python:3.13-slim
ENV PATH=/packages/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 DATAOPS_HOME=/data
RUN useradd --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin dataops \
 && install -d -o dataops -g dataops -m 0700 /data
COPY --from=packages /packages /packages
WORKDIR /app
COPY . .
# The addresses and the keys are of this one command; nothing of them is in the image.
RUN DATABASE_URL=postgresql://build@build/build REDIS_URL=redis://build SECRET_KEY=build TOKEN_PEPPER=build \
    python manage.py collectstatic --no-input --verbosity 0
USER dataops
VOLUME /data
EXPOSE 8000
ENTRYPOINT ["/app/.ci/entrypoint"]
CMD ["gunicorn", "dataops.wsgi", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", "--workers", "2", \
     "--threads", "8", "--no-control-socket", "--worker-tmp-dir", "/dev/shm", "--access-logfile", "-"]
