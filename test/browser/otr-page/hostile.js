// What a page may hold before our module comes: an AMD loader, and names that other module systems look for. Who touches one is written down.
const touched = (window.touched = []);
window.define = function define() {
  touched.push("define");
};
window.define.amd = {};
for (const name of ["module", "exports", "require", "process", "Buffer", "global", "OTR", "CryptoJS", "EventEmitter"]) {
  Object.defineProperty(window, name, {
    configurable: true,
    get() {
      touched.push(name);
      return {};
    },
    set() {
      touched.push(`${name} =`);
    },
  });
}
window.ownBigInt = BigInt;
window.namesBefore = [];
window.namesBefore.push(...Object.getOwnPropertyNames(window));
