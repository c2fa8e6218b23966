import { useState, type DragEvent, type HTMLAttributes } from 'react'

/** Takes files that are dropped on an element. @returns what the element needs, and whether files are over it */
export function useFileDrop (onFiles: ((files: Iterable<File>) => void) | undefined): [HTMLAttributes<HTMLElement>, boolean] {
  const [isOver, setOver] = useState(false)
  const hasFiles = (event: DragEvent): boolean => event.dataTransfer.types.includes('Files')
  return [{
    onDragOver: (event) => {
      if (!hasFiles(event)) return
      // Without this the browser would leave the page for the file.
      event.preventDefault()
      setOver(onFiles !== undefined)
    },
    onDragLeave: (event) => {
      if (!(event.relatedTarget instanceof Node && event.currentTarget.contains(event.relatedTarget))) setOver(false)
    },
    onDrop: (event) => {
      if (!hasFiles(event)) return
      event.preventDefault()
      setOver(false)
      onFiles?.(event.dataTransfer.files)
    }
  }, isOver]
}
