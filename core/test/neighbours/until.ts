/** Resolves once it holds: what is to happen is under way. */
export async function until (holds: () => Promise<boolean> | boolean): Promise<void> {
  while (!await holds()) await new Promise((resolve) => setTimeout(resolve, 5))
}
