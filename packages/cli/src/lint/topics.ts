import type { Rule } from './rule.ts';

export interface Topic {
  /** The page's file in docs/lint, without its ending. */
  readonly page: string;
  readonly title: string;
  /** What a reader finds there. */
  readonly about: string;
  /** The ids, in the order of the page. */
  readonly rules: readonly string[];
}

/** The pages of docs/lint. Each rule stands on one of them; a new one is added to its list. */
export const topics: readonly Topic[] = [
  {
    page: 'refused',
    title: 'Lint: what is refused or ignored',
    about: 'What an API server refuses, and what is accepted but does something other than it seems to.',
    rules: ['L1', 'L2', 'L3', 'L4', 'L5', 'L6', 'L7', 'L38', 'L46', 'L45', 'L39'],
  },
  {
    page: 'timing',
    title: 'Lint: timing',
    about: 'Whether periods, thresholds, timeouts and delays do what you want, with the arithmetic.',
    rules: ['L9', 'L10', 'L43', 'L11', 'L12', 'L13', 'L42', 'L14', 'L15'],
  },
  {
    page: 'shutdown',
    title: 'Lint: shutdown',
    about: 'Whether the app gets its signal, and enough time to finish its requests.',
    rules: ['L16', 'L17', 'L18', 'L19', 'L44'],
  },
  {
    page: 'handlers',
    title: 'Lint: handlers, ports and containers',
    about: 'Whether a probe or a hook asks the right thing, at an address where it is answered.',
    rules: ['L8', 'L31', 'L25', 'L27', 'L28', 'L26', 'L24', 'L29', 'L30', 'L20', 'L21', 'L22'],
  },
  {
    page: 'rollout',
    title: 'Lint: Services and rollouts',
    about: 'Whether a Service finds its Pods, and keeps them during rollouts and node drains.',
    rules: ['L23', 'L36', 'L40', 'L41', 'L32', 'L33', 'L34', 'L35', 'L37'],
  },
];

export const topicOf = ({ id }: Pick<Rule, 'id'>): Topic | undefined => topics.find(({ rules }) => rules.includes(id));
