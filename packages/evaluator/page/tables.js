'use strict';
// Sorts a table by the column whose title is pressed; again, the other way round.
for (const row of document.querySelectorAll('tr.sort')) {
  for (const [column, head] of [...row.children].entries()) {
    head.tabIndex = 0;
    head.addEventListener('click', () => sortBy(head, column));
    head.addEventListener('keydown', (event) => {
      if (event.key === 'Enter') sortBy(head, column);
    });
  }
}

function sortBy(head, column) {
  const ascending = head.getAttribute('aria-sort') === 'descending' || !head.classList.contains('number');
  const upwards = head.getAttribute('aria-sort') === 'ascending' ? false : ascending;
  for (const other of head.parentElement.children) other.setAttribute('aria-sort', 'none');
  head.setAttribute('aria-sort', upwards ? 'ascending' : 'descending');
  const body = head.closest('table').tBodies[0];
  const sign = upwards ? 1 : -1;
  const keyed = [...body.rows].map((row) => ({ row, key: sortKey(row.cells[column]) }));
  keyed.sort((a, b) => compareKeys(a.key, b.key, sign));
  body.append(...keyed.map(({ row }) => row));
}

function sortKey(cell) {
  const { sort } = cell.dataset;
  return sort === undefined ? cell.textContent.trim() : Number(sort);
}

/** Cells without a number come last, whichever way a column of numbers is sorted. */
function compareKeys(a, b, sign) {
  if (typeof a === 'number' && typeof b === 'number') return sign * (a - b);
  if (typeof a === 'number') return -1;
  if (typeof b === 'number') return 1;
  return sign * a.localeCompare(b, 'en', { numeric: true });
}
