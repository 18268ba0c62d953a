// The search engine has no index here yet.
"use strict";
roadbook.search = { open: () => Promise.reject(Object.assign(new Error("no index"), { code: "missing" })) };
