/** An operation in which the other server is known to differ from MongoDB's documentation; the documentation decides. */
export interface Deviation {
  reason: string
  /** Whether a difference may come from this one: the operation and the documents as text, and the code of the other server's refusal. */
  concerns (texts: { operation: string, docs: string }, theirs: number | string | undefined): boolean
}

export const deviations: Deviation[] = [
  {
    reason: 'refused: the other server fails inside',
    concerns: (_texts, theirs) => theirs === 'no code'
  },
  {
    reason: 'a document to be equal to: the other server also takes elements of an array that have more fields, or fields in another order',
    concerns: ({ operation }) => /\{"[xy]":/.test(operation)
  },
  {
    reason: 'a field path in an expression through arrays: the other server flattens what it finds',
    concerns: ({ operation, docs }) => operation.includes('"$a.x"') && docs.includes('"a":[')
  },
  {
    reason: 'null, and what is missing, at the end of a path through arrays of scalars, or compared with $gte and $lte: the other server takes every element for missing',
    concerns: ({ operation }) => /null/.test(operation)
  },
  {
    reason: 'a negation or $exists over an array on the way: the other server asks one element instead of all, or leaves an empty array out',
    concerns: ({ operation, docs }) => /\$(not|nor|ne|nin|exists|elemMatch)"/.test(operation) && /\[(\]|\{)/.test(docs)
  },
  {
    reason: 'regular expressions: the other server matches the text of whole documents and numbers',
    concerns: ({ operation }) => operation.includes('$regex')
  },
  {
    reason: 'an empty array as operand of $in or as a value to be equal to',
    concerns: ({ operation }) => operation.includes('[]')
  },
  {
    reason: 'an empty array on the way of a path in a sort or an index counts as missing, in $group an empty array is a key like another',
    concerns: ({ operation, docs }) => /"(a|b)\.x"|\$group/.test(operation) && docs.includes('[]')
  },
  {
    reason: 'in $group an array is a key of its own, not the key that its only element is',
    concerns: ({ operation, docs }) => operation.includes('$group') && docs.includes('[')
  },
  {
    reason: 'two empty arrays are one key of a unique index',
    concerns: ({ operation, docs }) => /^\{("[abc](\.x)?":-?1,?)+\}$/.test(operation) && docs.includes('[]')
  },
  {
    reason: '$unset of a field of an array, not of its elements, changes nothing',
    concerns: ({ operation, docs }) => operation.includes('$unset') && docs.includes('[')
  },
  {
    reason: '$pull, $push and $addToSet take null for no array; the other server takes it for missing',
    concerns: ({ operation, docs }) => /\$(pull|push|addToSet|pop)/.test(operation) && docs.includes('null')
  },
  {
    reason: '$inc, $mul and $bit of null are refused: TypeMismatch; the other server counts from 0',
    concerns: ({ operation, docs }) => /\$(inc|mul|bit)"/.test(operation) && docs.includes('null')
  },
  {
    reason: '$mod of a long beyond 2^53 is exact',
    concerns: ({ operation, docs }) => operation.includes('$mod') && docs.includes('900719925474099')
  },
  {
    reason: '$all of one value also accepts that value outside of an array',
    concerns: ({ operation }) => operation.includes('$all')
  }
]

/** Codes that the other server gives for what MongoDB refuses with another one: ours, theirs, why. */
export const codeDeviations: Array<[number, number, string]> = [
  [14, 10143, '$pop of no array: TypeMismatch since MongoDB 4.2'],
  [2, 10141, '$push and $addToSet to no array: BadValue since MongoDB 2.6'],
  [9, 10158, 'a replacement of many documents: FailedToParse since MongoDB 2.6'],
  [28, 2, 'an update below a scalar inside an array: PathNotViable'],
  [28, 10147, '$bit below a scalar: PathNotViable']
]
