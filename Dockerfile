# One image for every process of the mesh: nearly all that they depend on is shared, so its layers are built, pulled and kept
# once. The command says which process a container is.
FROM node:26-bookworm-slim
ENV NODE_ENV=production
WORKDIR /app

# What npm needs to know comes first: a change of code leaves this layer as it is.
COPY package.json package-lock.json ./
COPY shared/package.json shared/
COPY gateway/package.json gateway/
COPY services/promo/package.json services/promo/
COPY services/recommendation/package.json services/recommendation/
COPY services/rates/package.json services/rates/
COPY services/lab/package.json services/lab/
RUN --mount=type=cache,target=/tmp/npm npm ci --omit=dev --cache /tmp/npm

# .dockerignore lets in only what runs.
COPY shared shared
COPY gateway gateway
COPY services services

# What must last is in a volume, which takes this folder's owner.
RUN mkdir /data && chown node:node /data
# One heap of the C library's for all threads: those of workers would take 45 MB more. --expose-gc is for shared/tidy.ts.
ENV DATA_DIR=/data NODE_COMPILE_CACHE=/cache MALLOC_ARENA_MAX=1 NODE_OPTIONS=--expose-gc
# Each process runs for a while, which leaves its code without types and compiled. Node keeps that by user and by flags: these are
# docker-compose.yml's. Code belongs to root, so that a process can't change it.
RUN <<END
warm() { LOG_LEVEL=error DATA_DIR=/tmp/data PORT=0 OPS_PORT=0 runuser -u node -- timeout 20 node "$@" & }
mkdir /cache && chown node /cache
warm gateway/main.ts
warm services/promo/main.ts
warm services/recommendation/main.ts
warm --no-opt --no-maglev services/rates/main.ts
warm --no-opt --no-maglev services/rates/source/main.ts
warm services/lab/main.ts
wait
chown -R root /cache && chmod -R a+rX /cache
rm -r /tmp/data
END
USER node
# Service ports, then operations ports.
EXPOSE 8080 8081 8082 8083 8084 8090 9080 9081 9082 9083 9084 9190
CMD ["node", "gateway/main.ts"]
