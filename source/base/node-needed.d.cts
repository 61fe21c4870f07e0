/** The versions that will do, as package.json says it. */
export const engines: string;

/** The same in words. */
export const versions: string;

/** Whether this Node has what is needed. */
export const isEnough: boolean;

/** Why this Node will not do, and what to do; undefined when it will. */
export const refusal: string | undefined;
