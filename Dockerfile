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

# The code belongs to root, so a process can't change it; what must last is in a volume, which takes this folder's owner.
RUN mkdir /data && chown node:node /data
# One heap of the C library's for all threads of a process: those of its workers would take 45 MB more.
ENV DATA_DIR=/data MALLOC_ARENA_MAX=1
USER node
# Service ports, then operations ports.
EXPOSE 8080 8081 8082 8083 8084 8090 9080 9081 9082 9083 9084 9190
CMD ["node", "gateway/main.ts"]
