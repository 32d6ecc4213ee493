using Shop;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddProblemDetails();
builder.Services.AddHttpClient();
builder.Services.AddSingleton<ErrorReporter>();
builder.Services.AddHostedService(p => p.GetRequiredService<ErrorReporter>());
builder.Services.AddExceptionHandler<ReportingExceptionHandler>();
var app = builder.Build();
app.UseExceptionHandler();
app.MapGet("/orders/{id}/prices", (string id) => OrderStatistics.PaidPrices(id));
await app.RunAsync();
