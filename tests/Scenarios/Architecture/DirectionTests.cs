using System.Reflection;
using NetArchTest.Rules;
using OpsFlow.Activities.ErrorAnalysis;
using OpsFlow.Domain.CodeAnalysis;
using OpsFlow.Engine.Hosting;
using OpsFlow.Infrastructure.Git;
using OpsFlow.Platform.Store;
using OpsFlow.Records.ErrorAnalysis;
using OpsFlow.Worker;
using OpsFlow.Workflows.ErrorAnalysis;

namespace OpsFlow.Scenarios.Architecture;

/// <summary>Which project may know which. A reference against the direction fails here, whoever adds it.</summary>
public sealed class DirectionTests
{
    private static readonly Dictionary<string, Assembly> s_projects = new()
    {
        ["Workflows"] = typeof(ErrorAnalysisWorkflow).Assembly,
        ["Domain"] = typeof(ISourceTree).Assembly,
        ["Platform"] = typeof(IDatabase).Assembly,
        ["Infrastructure"] = typeof(GitClient).Assembly,
        ["Records"] = typeof(AnalysisStore).Assembly,
        ["Activities"] = typeof(ErrorAnalysisActivities).Assembly,
        ["Worker"] = typeof(OpsFlowServiceCollectionExtensions).Assembly,
        ["Engine"] = typeof(EngineOptions).Assembly,
    };

    [Theory]
    [InlineData("Workflows", "")]
    [InlineData("Domain", "")]
    [InlineData("Platform", "Domain")]
    [InlineData("Infrastructure", "Domain Platform")]
    [InlineData("Records", "Workflows Domain Platform")]
    [InlineData("Activities", "Workflows Domain Platform Infrastructure Records")]
    [InlineData("Worker", "Workflows Domain Platform Infrastructure Records Activities")]
    [InlineData("Engine", "")]
    public void Project_OtherProjects_KnowsOnlyThoseBelow(string project, string below)
    {
        var known = below.Split(' ', StringSplitOptions.RemoveEmptyEntries).Append(project);
        AssertNoDependency(
            Types.InAssembly(s_projects[project]),
            [.. s_projects.Keys.Append("Api").Except(known).Select(name => $"OpsFlow.{name}")]);
    }

    [Fact]
    public void Domain_Frameworks_KnowsNone() => AssertNoDependency(
        Types.InAssembly(s_projects["Domain"]),
        "Temporalio", "Microsoft.Extensions", "Microsoft.AspNetCore", "Microsoft.CodeAnalysis", "Dapper",
        "LibGit2Sharp");

    [Fact]
    public void Engine_Sdk_KnowsOnlyItsMessages() => AssertNoDependency(
        Types.InAssembly(s_projects["Engine"]), "Temporalio.Client", "Temporalio.Worker", "Temporalio.Workflows");

    [Fact]
    public void Api_Engine_IsKnownToItsHostingAlone() => AssertNoDependency(
        // The program itself belongs to the hosting: it says where the engine listens.
        Types.InAssembly(Assembly.Load("OpsFlow.Api"))
            .That().DoNotResideInNamespace("OpsFlow.Api.Hosting").And().DoNotHaveName("Program"),
        "OpsFlow.Engine");

    private static void AssertNoDependency(Types types, params string[] names) => Check(types.ShouldNot(), names);

    private static void AssertNoDependency(PredicateList types, params string[] names) =>
        Check(types.ShouldNot(), names);

    private static void Check(Conditions conditions, string[] names)
    {
        var result = conditions.HaveDependencyOnAny(names).GetResult();
        Assert.True(
            result.IsSuccessful,
            $"{string.Join(", ", result.FailingTypeNames ?? [])} know one of {string.Join(", ", names)}.");
    }
}
