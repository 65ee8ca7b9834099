using LocatorApi.BrowserTests.Browsing;

[assembly: AssemblyFixture(typeof(Site))]
