// What a reader, a screen reader and the network would notice of a page; run inside a copy of it.
addEventListener('load', () => {
  const light = c => { const [r, g, b] = c.map(v => { v /= 255;
    return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const rgb = s => (s.match(/[\d.]+/g) || []).map(Number);
  const behind = e => { for (; e; e = e.parentElement) { const c = rgb(getComputedStyle(e).backgroundColor);
    if (c.length === 3 || (c.length === 4 && c[3] > 0)) return c.slice(0, 3); } return [255, 255, 255]; };
  const faint = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let n; (n = walk.nextNode());) { const e = n.parentElement;
    if (!n.textContent.trim() || e.closest('svg,script,style') || !e.getClientRects().length) continue;
    const a = light(rgb(getComputedStyle(e).color).slice(0, 3)), b = light(behind(e));
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) faint.push(n.textContent.trim().slice(0, 40) + ' ' + ratio.toFixed(2)); }
  const all = (q, f) => [...document.querySelectorAll(q)].map(f);
  const out = { faint, lang: document.documentElement.lang, title: document.title,
    headings: all('h1,h2,h3,h4,h5,h6', h => [+h.tagName[1], h.textContent.trim()]),
    articles: all('article', a => a.querySelectorAll('h1').length),
    pictures: all('img', i => [i.alt, i.naturalWidth]),
    drawings: all('svg', s => s.getAttribute('aria-label') || (s.querySelector('title') || {}).textContent
      || (s.getAttribute('aria-hidden') ? 'hidden' : '')),
    unscoped: all('th', t => t.scope).filter(s => !s).length,
    loaded: [...performance.getEntriesByType('resource').map(r => r.name),  // files leave no entry
      ...all('[src],link[href],use[href],image[href]', e => e.getAttribute('src') || e.getAttribute('href'))]
      .filter(u => !/^(data:|blob:|#)/.test(u)),
    wide: document.documentElement.scrollWidth - document.documentElement.clientWidth };
  parent.postMessage({ page: document.location.href, found: out }, '*');
});
