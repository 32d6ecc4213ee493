// A picture that goes along with a message: chosen, looked at, and taken out again.
import { html, nothing } from '/vendor/lit.js';
import { t } from '/shell/words.js';

/** A file as a data: address, which the page's policy lets it show. @param {Blob} file
 *  @returns {Promise<string>} */
export const readPicture = (file) => new Promise((resolve, reject) => {
  const reader = new FileReader();
  reader.onload = () => resolve(String(reader.result));
  reader.onerror = () => reject(reader.error);
  reader.readAsDataURL(file);
});

/** What the server takes: the bytes in base64. @param {string} address */
export const bytesOf = (address) => address.slice(address.indexOf(',') + 1);

/** @param {string} address of the picture that is chosen; empty for none
 *  @param {(address: string) => void} choose */
export const pictureField = (address, choose) => html`<label class="button photo">${t('chat.picture')}
    <input type="file" class="unseen" id="chat-picture" accept="image/jpeg,image/png,image/webp"
      @change=${async (/** @type {any} */ e) => {
    const { files } = e.target;
    if (files[0]) choose(await readPicture(files[0]));
    e.target.value = '';
  }}></label>
  ${address ? html`<img class="shot preview" src=${address} alt=${t('chat.image')}>
    <button type="button" id="no-picture" @click=${() => choose('')}>${t('chat.noPicture')}</button>` : nothing}`;
