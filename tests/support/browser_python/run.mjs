// Runs notebooks in Pyodide as JupyterLite's kernel does: node run.mjs PYODIDE FOLDER.
// FOLDER has jobs.json, cells.py and the folders of the notebooks; results.json is
// written there.
import { readFileSync, writeFileSync } from "node:fs";

const [runtime, folder] = process.argv.slice(2);
const { loadPyodide } = await import(`${runtime}/pyodide.mjs`);
const silent = () => {};
const python = await loadPyodide({ indexURL: runtime });
await python.loadPackage(["ipython", "matplotlib-inline"], { messageCallback: silent });
python.mountNodeFS("/drive", folder);
python.runPython("import sys; sys.path.insert(0, '/drive')");
const cells = python.pyimport("cells");
const results = {};
for (const [job, { place, sources }] of Object.entries(
  JSON.parse(readFileSync(`${folder}/jobs.json`, "utf8")),
)) {
  cells.restart(`/drive/${place}`);
  results[job] = [];
  for (const source of sources) {
    // The kernel loads the packages that a cell imports, and no others.
    await python.loadPackagesFromImports(source, { messageCallback: silent });
    results[job].push(JSON.parse(cells.run(source)));
  }
}
writeFileSync(`${folder}/results.json`, JSON.stringify(results));
