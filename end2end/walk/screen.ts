import type { Page } from '@playwright/test';

/** A line of the timeline as it is drawn. */
export interface Line {
  id: string;
  /** Nothing for a notice. */
  text: string | null;
  own: boolean;
  deleted: boolean;
  edited: boolean;
  quote: string | null;
  /** "Waiting", "Sent", "Delivered 1/3", "Read"; nothing where none is shown. */
  state: string | null;
  /** Whether a person sees at least a line of it. */
  seen: boolean;
  top: number;
}

/** A row of the inbox as it is drawn. */
export interface Row {
  id: string;
  title: string;
  line: string;
  draft: boolean;
  /** "2 unread messages", "Marked as unread". */
  unread: string;
  pinned: boolean;
  muted: boolean;
  current: boolean;
}

/** The message box. */
export interface Written {
  conversation: string;
  text: string;
  task: 'say' | 'reply' | 'edit';
  /** What is answered or changed, as the strip above the box shows it. */
  about: string;
}

/** Everything a person can see of it. */
export interface Screen {
  path: string;
  /** When this page was loaded: another number is another page. */
  born: number;
  title: string;
  lines: Line[];
  box: Written | null;
  rows: Row[];
  earlier: boolean;
  latest: string | null;
  failed: boolean;
  /** Whether the offline page stands there. */
  astray: boolean;
}

/** Reads the screen in one go. All that the walk knows of the page's elements stands here and in `hands.ts`. */
export function read(page: Page): Promise<Screen> {
  return page.evaluate((): Screen => {
    const words = (element: Element | null | undefined) => element?.textContent?.trim() ?? '';
    const log = document.querySelector('[role="log"]');
    const bounds = log?.getBoundingClientRect();
    const buttons = (within: Element) => [...within.querySelectorAll('button')].map(words);
    const lines = [...(log?.querySelectorAll('[data-message]') ?? [])].map((line) => {
      const place = line.getBoundingClientRect();
      const text = line.querySelector('.message__text');
      const height = bounds ? Math.min(place.bottom, bounds.bottom) - Math.max(place.top, bounds.top) : 0;
      return {
        id: line.getAttribute('data-message') ?? '',
        text: text ? (text.textContent ?? '') : null,
        own: line.classList.contains('message--own'),
        deleted: line.classList.contains('message--deleted'),
        edited: buttons(line).includes('Edited'),
        quote: line.querySelector('.message__quoted')?.textContent ?? null,
        state: words(line.querySelector('.message__state') ?? line.querySelector('.message__failed')) || null,
        seen: height >= Math.min(16, place.height) && place.height > 0,
        top: place.top - (bounds?.top ?? 0),
      };
    });
    const area = document.querySelector<HTMLTextAreaElement>('form.composer textarea');
    const form = area?.form;
    const context = form?.querySelector('.composer__context');
    const task = !context ? 'say' : /^Edit/.test(words(context.querySelector('b'))) ? 'edit' : 'reply';
    const rows = [...document.querySelectorAll('[data-conversation]')].map((row) => {
      const hidden = [...row.querySelectorAll('.visually-hidden')].map(words);
      const draft = row.querySelector('.inbox-row__draft');
      const line = row.querySelector('.inbox-row__line')?.textContent ?? '';
      return {
        id: row.getAttribute('data-conversation') ?? '',
        title: words(row.querySelector('.inbox-row__name')),
        line: draft ? line.slice(draft.textContent?.length ?? 0) : line,
        draft: !!draft,
        unread: hidden.find((text) => /unread/.test(text)) ?? '',
        pinned: hidden.includes('Pinned'),
        muted: hidden.includes('Muted'),
        current: !!row.querySelector('[aria-current="page"]'),
      };
    });
    const all = [...document.querySelectorAll('button, #earlier a')].filter((button) => button.checkVisibility()).map(words);
    return {
      path: location.pathname,
      born: performance.timeOrigin,
      title: words(document.querySelector('#chat-title')),
      lines,
      box: area && form ? { conversation: form.querySelector<HTMLInputElement>('input[name="conversation"]')?.value ?? '', text: area.value, task, about: words(context?.querySelector('p')) } : null,
      rows,
      earlier: all.some((text) => /^(Load earlier messages|Loading)/.test(text)) && !!log,
      latest: all.find((text) => /^(Latest|\d+ new messages?)$/.test(text)) ?? null,
      failed: all.includes('Try again'),
      astray: !document.querySelector('[data-conversation], .inbox, .chat') && all.includes('Try again'),
    };
  });
}
