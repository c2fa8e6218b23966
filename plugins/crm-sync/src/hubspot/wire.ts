/** Values of properties; all of them are texts. */
export type Properties = Record<string, string | null>

/** A contact or a note. */
export interface HubSpotObject {
  id: string
  properties: Properties
  /** ISO 8601. */
  createdAt?: string
  updatedAt?: string
  archived?: boolean
  archivedAt?: string
  /** Of the input that it answers. */
  objectWriteTraceId?: string
  /** In the answer to an upsert. */
  new?: boolean
}

/** Why something was refused: a whole call, or one input of a batch. */
export interface HubSpotError {
  category?: string
  message?: string
  errors?: Array<{ message?: string, code?: string, in?: string, context?: Record<string, string[]> }>
  context?: Record<string, string[]>
}

/** The answer to a batch. */
export interface BatchAnswer {
  results: HubSpotObject[]
  errors: HubSpotError[]
  /** The batch was refused as a whole. */
  refusal?: HubSpotError
}

/** The answer to a search or a list. */
export interface PageAnswer {
  results: HubSpotObject[]
  paging?: { next?: { after?: string } }
  /** When HubSpot answered, by its clock, in milliseconds since 1970. */
  atMs: number
}

/** One condition of a search. */
export interface Filter {
  propertyName: string
  operator: 'EQ' | 'GT' | 'GTE' | 'IN' | 'CONTAINS_TOKEN'
  value?: string
  values?: string[]
}

/** A search. Groups are alternatives; all filters of a group must hold. */
export interface Search {
  filterGroups: Array<{ filters: Filter[] }>
  sorts?: Array<{ propertyName: string, direction: 'ASCENDING' }>
  properties: string[]
  limit: number
}

/** One input of a batch that writes. */
export interface BatchInput {
  idProperty?: string
  id: string
  properties: Properties
  objectWriteTraceId: string
}

/** The list at a name of an answer, as far as it holds what it should. */
export function listOf<T extends object> (body: unknown, name: string): T[] {
  const list = (body as Record<string, unknown> | null | undefined)?.[name]
  return Array.isArray(list) ? list.filter((item): item is T => typeof item === 'object' && item !== null) : []
}
