/** Gives the person a file to keep. */
export function saveAs(content: BlobPart, type: string, name: string): void {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser takes what lies there a moment later.
  setTimeout(() => {
    URL.revokeObjectURL(url);
  }, 10_000);
}
