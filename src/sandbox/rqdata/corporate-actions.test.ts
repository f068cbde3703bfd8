import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exFactor, exReferenceCents } from './corporate-actions.ts';

test('the factor of a real action comes out: 000001.XSHE on 2013-06-20', () => {
  // Ten shares became sixteen and paid 1.70 in cash; the vendor prints 1.614263. 19.24 is the one close that gives it.
  const amounts = { cashPerTenCents: 170, sharesToTenths: 160 };
  assert.equal(exFactor({ closeCents: 1924, ...amounts }), 1.614263);
  assert.notEqual(exFactor({ closeCents: 1923, ...amounts }), 1.614263);
  assert.notEqual(exFactor({ closeCents: 1925, ...amounts }), 1.614263);
});

test('the reference price takes off the cash and spreads over the new shares', () => {
  assert.equal(exReferenceCents({ closeCents: 1924, cashPerTenCents: 170, sharesToTenths: 160 }), 1192, '19.07 / 1.6');
  assert.equal(exReferenceCents({ closeCents: 1000, cashPerTenCents: 50, sharesToTenths: 100 }), 995);
  assert.equal(exReferenceCents({ closeCents: 1000, cashPerTenCents: 0, sharesToTenths: 200 }), 500);
});

test('half a cent of reference is rounded up', () => {
  assert.equal(exReferenceCents({ closeCents: 1001, cashPerTenCents: 0, sharesToTenths: 200 }), 501, '5.005');
  assert.equal(exReferenceCents({ closeCents: 1000, cashPerTenCents: 5, sharesToTenths: 100 }), 1000, '9.995');
});
