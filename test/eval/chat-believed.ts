/**
 * What was believed of each thing that is noticed in a thread before any thread was read, one way and the other. There are
 * too few labelled threads to learn it from: they only correct it.
 */
export const believed: Readonly<Record<string, number>> = Object.fromEntries(
  `explicit 3, explicit first 1, label 3, sums 0.7, approves 1.5, reverses 1.5, settles 0.5, follows 1,
   follows first 0.5, goWith 1.5, weDo 0.8, present 0.5, fromNow 1, commands 1, gives 0.8, noMore 0.6, numbers 0.2,
   picks 0.5, hands it over 0.8, proposal accepted 1.2, takes it over 1.5, nods 1, yes after 0.4, asked before 0.5,
   proposed before 0.6, answers a question 0.3, last 0.1, late 0.3,
   hedges -1.2, hedges first -1, supposes -1.5, supposes first -1, past -1.5, others -1.5, reports -1.2, reports first -0.5,
   machine -3, asks -0.3, endsAsking -1.5, thanks -0.5, promises -0.5, shouts -0.3, quoting -1.5, nothing -3, amused -1.5,
   against -1, no after -0.5, unnoticed -0.5, begins -0.8, alone -0.3, terse -1, I first -0.7`
    .split(',')
    .map((one) => one.trim())
    .map((one) => [one.slice(0, one.lastIndexOf(' ')), Number(one.slice(one.lastIndexOf(' ')))]),
);
