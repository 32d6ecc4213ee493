using OpsFlow.Api.Documentation;
using OpsFlow.Platform.Access;
using OpsFlow.Platform.Settings;

namespace OpsFlow.Api.Platform;

/// <summary>What the process is set to, by the variables that set it.</summary>
internal static class SettingsEndpoints
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/settings", (SettingsReader reader) => Results.Json(new SettingList(reader.InEffect)))
        .WithTags("Health").WithName("GetSettings").Needs(Scope.Access)
        .WithSummary("Each setting with the variable that sets it. Of secrets only whether they are set.")
        .Answers<SettingList>(200);

    private sealed record SettingList(IReadOnlyCollection<SettingInEffect> Items);
}
