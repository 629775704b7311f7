// The reader of manifests, for the command line's rules: an entry of its own, so that lint loads no more than that. Nothing here is promised to anybody else.
export { isLoopback } from './loopback.ts';
export { amountOf, isZero, readAmount } from './manifest/amount.ts';
export { type Code, type Finding, type FindingValues, isRefusal } from './manifest/finding.ts';
export { hookHandlers, probeHandlers } from './manifest/handler.ts';
export { type CarriedPod, expandLists, type ManifestObject, readObject } from './manifest/object.ts';
export { Part } from './manifest/part.ts';
export { type Path, type Place, pathText } from './manifest/path.ts';
export { portNumber } from './manifest/ports.ts';
export { fieldsOf } from './manifest/schema.ts';
export { hasLabels, selects, serviceLabels } from './manifest/selector.ts';
export * from './manifest/types.ts';
export { describeFinding, shown } from './manifest/words.ts';
export { type DuplicateKey, readYaml, type YamlDocument, YamlError, type YamlText } from './manifest/yaml.ts';
export { expandProbeCommand, expandReferences } from './references.ts';
export { protectedDollar, tokenize } from './shell/tokens.ts';
