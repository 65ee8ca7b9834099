namespace LocatorApi.Pages.Facilities;

/// <summary>What is known of an id that the directory has no facility of.</summary>
/// <param name="FacilityOfProgram">The facility that has the program of this id; null where it is no program's.</param>
/// <param name="Since">Since when the facility is missing; null where it never was there, as far as is known.</param>
/// <param name="LastIn">When the directory had it for the last time; null where that is not known.</param>
public sealed record MissingFacility(string? FacilityOfProgram, DateOnly? Since, DateOnly? LastIn);
