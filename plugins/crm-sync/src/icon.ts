/** Two arrows around a person, the project's own drawing. */
export const ICON = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" role="img" aria-hidden="true">' +
  '<g fill="none" stroke="#2f6fdb" stroke-width="2" stroke-linecap="round"><path d="M4 10a8.2 8.2 0 0 1 14-4.2M20 14a8.2 8.2 0 0 1-14 4.2"/></g>' +
  '<path fill="#2f6fdb" d="M19.6 2.4v5.2h-5.2zM4.4 21.6v-5.2h5.2z"/>' +
  '<circle cx="12" cy="10.2" r="2.2" fill="#2f6fdb"/><path fill="#2f6fdb" d="M8.2 16c.3-2.1 1.8-3.2 3.8-3.2s3.5 1.1 3.8 3.2z"/></svg>'
