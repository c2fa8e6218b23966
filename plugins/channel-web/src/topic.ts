/** Where the live messages for a visitor go. */
export function topicOf (visitor: string): string { return `visitor\n${visitor}` }
