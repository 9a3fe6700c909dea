/** A book to certify. */
export const emma = {
  id: 'emma',
  title: 'Emma',
  author: 'Jane Austen',
  year: 1815,
  subjects: ['social'],
  priceCents: 990,
};
