/** What `doctor` found out about one connection. */
export interface Finding {
  readonly about: string;
  readonly state: 'fine' | 'note' | 'broken';
  /** What is so and, when it is not as it should be, what to do. */
  readonly text: string;
}
