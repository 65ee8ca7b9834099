using Locator.Settings;
using LocatorApi.Assistants;
using LocatorApi.Changes;
using LocatorApi.Clusters;
using LocatorApi.Codes;
using LocatorApi.Directories;
using LocatorApi.Export;
using LocatorApi.Facilities;
using LocatorApi.Filters;
using LocatorApi.Health;
using LocatorApi.History;
using LocatorApi.Http;
using LocatorApi.Http.Limits;
using LocatorApi.Languages;
using LocatorApi.Notices;
using LocatorApi.OpenApi;
using LocatorApi.Pages;
using LocatorApi.Pages.Map;
using LocatorApi.Places;
using LocatorApi.Places.Suggestions;
using LocatorApi.Search;
using LocatorApi.Serving;

Task tables = SearchServices.ReadTables();
var builder = WebApplication.CreateBuilder(args);
string? problem = SecretFiles.Add(builder.Configuration, builder.Configuration[SecretFiles.Folder]);
builder.UseDefaultAddress();
builder.AddLimits();
builder.Services.AddPrivacy();
builder.Services.AddProblems();
builder.Services.AddNotices(builder.Configuration);
builder.Services.AddServing(builder.Configuration);
builder.Services.AddSearch();
builder.Services.AddSuggestions();
builder.Services.AddClusters();
builder.Services.AddFilters();
builder.Services.AddAssistants();
builder.Services.AddHistory();
builder.Services.AddChanges();
builder.Services.AddFacilities();
builder.Services.AddDocumentation();
builder.Services.AddPages();
builder.Services.AddMap(builder.Configuration);
builder.Services.AddCompression();
builder.Services.AddCors();

var app = builder.Build();
problem ??= app.SettingsProblem() ?? await StartCheck.ProblemAsync(app.Services, CancellationToken.None);
if (problem is not null)
{
    await Console.Error.WriteLineAsync($"The API cannot start. {problem}");
    return 1;
}

app.UseProxies();
app.UseAnswerLanguage();
app.UseExceptionHandler();
app.UseStatusCodePages();
app.UsePublicHeaders();
app.UseResponseCompression();
app.UseRouting();
app.UseRouteOnSpans();
app.UseLimits();
app.UseAssistantBorder();
app.UseDocumentation();

var routes = app.MapGroup("").TakeHead();
routes.MapPages();
routes.MapMap();
routes.MapHealth();
routes.MapProblems();
routes.MapDocumentationPages();
routes.MapAssistants();

var v1 = routes.MapGroup("/v1").RefuseUnreadablePaths().RefuseUnknownQuery();
v1.MapSearch();
v1.MapClusters();
v1.MapFacilities();
v1.MapZips();
v1.MapPlaces();
v1.MapFilters();
v1.MapDirectory();
v1.MapChanges();
v1.MapExport();
v1.MapCodes();

await app.WarmUpAsync(tables);
await app.RunAsync();
return 0;
