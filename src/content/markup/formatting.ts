import type { Markup } from './contract.ts';
import { parsedHtml } from './from-html.ts';
import { parsedMarkdown } from './from-markdown.ts';
import { htmlCost } from './html-cost.ts';
import { markdownCost } from './markdown-cost.ts';

/** Reads the texts of one message: all of them together cost no more than one may cost alone. */
export class Formatting {
  /** Of 1. */
  #left = 1;

  markdown(text: string): Markup | null {
    return this.#afford(markdownCost(text)) ? parsedMarkdown(text) : null;
  }

  html(text: string): Markup | null {
    return this.#afford(htmlCost(text)) ? parsedHtml(text) : null;
  }

  #afford(cost: number): boolean {
    if (cost > this.#left) return false;
    this.#left -= cost;
    return true;
  }
}
