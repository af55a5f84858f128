// Which state of the workshop a page shows. A state is newer if its epoch differs or its revision is higher.

export class State {
  constructor(epoch, revision) {
    this.epoch = epoch;
    this.revision = Number(revision);
  }

  // Accepts a state if it is not older than what is shown; returns whether it did.
  accept({ epoch, revision }) {
    if (epoch === this.epoch && revision < this.revision) return false;
    this.epoch = epoch;
    this.revision = revision;
    return true;
  }

  // Whether another state, read from a page's data attributes, is older than this one.
  isAhead({ epoch, revision }) {
    return epoch === this.epoch && Number(revision) < this.revision;
  }

  isBehind({ epoch, revision }) {
    return epoch !== this.epoch || revision > this.revision;
  }
}
