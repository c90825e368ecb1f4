// A field as high as its text where CSS cannot do it (`field-sizing`: not in Firefox 140, nor in WebKit 2.50); least and greatest height stay with CSS.

export function growField(field: HTMLTextAreaElement): void {
  if (CSS.supports("field-sizing:content")) return;
  field.style.height = "0";
  field.style.height = `${field.scrollHeight + 2}px`; // with its border
}
