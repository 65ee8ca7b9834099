namespace Locator.Facilities;

/// <summary>What somebody who has never heard of a level of care wants to know of it, beyond its short description.</summary>
/// <remarks>
/// Hours are those of The ASAM Criteria, 3rd edition (2013): level 2.1 is 9 to 19 hours a week for adults and 6 or more for
/// adolescents, level 2.5 is 20 or more. How intensive outpatient care goes and how long it takes is described after SAMHSA's
/// Treatment Improvement Protocol 47 (2006). The sentences are ours.
/// </remarks>
/// <param name="Details">What it is like, and how it differs from the levels next to it.</param>
/// <param name="Suits">Whom it suits.</param>
/// <param name="Ask">Questions to ask the facility on the phone, in the words of the caller.</param>
public sealed record LevelAdvice(string Details, string Suits, IReadOnlyList<string> Ask);
