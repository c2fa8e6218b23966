import { Image } from 'antd'

/** A picture over the whole screen, to zoom and to turn. */
export function LargeImage ({ src, alt, onClose }: { src: string, alt: string, onClose: () => void }) {
  return <Image src={src} alt={alt} styles={{ root: { display: 'none' } }} preview={{ open: true, onOpenChange: (isOpen) => { if (!isOpen) onClose() } }} />
}
