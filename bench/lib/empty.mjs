// Imported by suites/8-footprint.mjs: what importing costs before anything is in the file.
