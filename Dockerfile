ARG BASE_IMAGE=node:22-bookworm-slim

FROM ${BASE_IMAGE} AS build
WORKDIR /app
COPY . .
RUN npm ci --no-audit --no-fund && npm run build
# What only building needs stays behind in this stage.
RUN npm prune --omit=dev --no-audit --no-fund \
  && find core plugins -name node_modules -prune -o \( -name src -o -name 'tsconfig*' \) -prune -exec rm -rf {} +

FROM ${BASE_IMAGE}
ENV NODE_ENV=production \
    KEFUHUB_CONFIG=/app/config/hub.docker.yaml
WORKDIR /app
COPY --from=build /app/package.json /app/LICENSE ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/core ./core
COPY --from=build /app/plugins ./plugins
COPY --from=build /app/config ./config
# The only folder that the hub may write to. A number, because a base image need not know the name.
RUN mkdir data && chown 1000:1000 data
USER 1000:1000
VOLUME /app/data
EXPOSE 3000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:3000/healthz', { signal: AbortSignal.timeout(2500) }).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "core/bin/kefuhub.js"]
CMD ["start"]
