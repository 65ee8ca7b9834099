using Locator.Testing;
using Xunit;

[assembly: AssemblyFixture(typeof(PostgresServer))]
