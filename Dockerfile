# Not run by our tests: a plain image for those who prefer one. The code runs as it is, there is no build step.
FROM node:24-slim
WORKDIR /hypha
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --loglevel=error && chown -R node:node /hypha
COPY --chown=node:node . .
USER node
ENV HOST=0.0.0.0
EXPOSE 3000
STOPSIGNAL SIGTERM
# The project's own Node, from package-lock.json, does the work; the image's only installs it.
CMD ["node_modules/.bin/node", "src/main.ts"]
