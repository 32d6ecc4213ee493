using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Temporalio.ApiSurface.Tests;

/// <summary>One type or member of the official API, and what is wrong with ours.</summary>
/// <param name="Tier">1 or 2.</param>
/// <param name="Key"><c>Space.Type</c> or <c>Space.Type :: member</c>.</param>
/// <param name="Problem">Null if it is there as it should be.</param>
public sealed record SurfaceItem(int Tier, string Key, string? Problem);

/// <summary>Compares the built assemblies with the list.</summary>
public static class SurfaceComparison
{
    /// <summary>The assemblies that hold the API.</summary>
    public static IReadOnlyList<Assembly> Assemblies { get; } =
    [
        typeof(Client.TemporalClient).Assembly,
        typeof(Extensions.Hosting.TemporalWorkerService).Assembly,
        typeof(Extensions.OpenTelemetry.TracingInterceptor).Assembly,
        typeof(Extensions.DiagnosticSource.CustomMetricMeter).Assembly,
    ];

    /// <summary>Every item of the list.</summary>
    /// <returns>The items in the list's order.</returns>
    public static IEnumerable<SurfaceItem> Compare()
    {
        foreach (var official in OfficialSurface.Types)
        {
            var key = $"{official.Space}.{official.Name}";
            var type = Assemblies.Select(a => a.GetType(official.ReflectionName)).FirstOrDefault(t => t is not null);
            var visible = type is { IsPublic: true } or { IsNestedPublic: true };
            yield return new(official.Tier, key, !visible ? "no such type" : TypeProblem(type!, official.Declaration));
            foreach (var member in official.Members)
            {
                yield return new(
                    member.Tier,
                    $"{key} :: {member.Text}",
                    !visible ? "no such type" : MemberMatcher.Missing(type!, member));
            }
        }
    }

    private static string? TypeProblem(Type type, MemberDeclarationSyntax declaration)
    {
        if (KindProblem(type, declaration) is { } problem)
        {
            return problem;
        }

        foreach (var attribute in declaration.AttributeLists.SelectMany(l => l.Attributes))
        {
            if (attribute.Name.ToString() == "AttributeUsage" && !UsageMatches(type, attribute))
            {
                return $"its usage is not {attribute}";
            }
        }

        if (declaration is not TypeDeclarationSyntax { } written)
        {
            return null;
        }

        foreach (var named in written.BaseList?.Types.Select(t => t.Type) ?? [])
        {
            if (!Ancestors(type).Any(a => TypeMatcher.Matches(named, a)))
            {
                return $"is no {named}";
            }
        }

        return written.ParameterList is { } list ? PositionalProblem(type, list) : null;
    }

    private static string? KindProblem(Type type, MemberDeclarationSyntax declaration)
    {
        var isRecord = type.GetMethod("<Clone>$", BindingFlags.Instance | BindingFlags.Public) is not null;
        var right = declaration switch
        {
            EnumDeclarationSyntax => type.IsEnum,
            InterfaceDeclarationSyntax => type.IsInterface,
            RecordDeclarationSyntax => isRecord,
            ClassDeclarationSyntax => type.IsClass && !isRecord,
            _ => throw new NotSupportedException($"{declaration.Kind()}"),
        };
        var isStatic = declaration.Modifiers.Any(SyntaxKind.StaticKeyword);
        return !right ? "is of another kind"
            : type.IsClass && (type.IsAbstract != (isStatic || declaration.Modifiers.Any(SyntaxKind.AbstractKeyword))
                || type.IsSealed != (isStatic || declaration.Modifiers.Any(SyntaxKind.SealedKeyword)))
                ? "abstract, sealed or static differs" : null;
    }

    private static bool UsageMatches(Type type, AttributeSyntax attribute)
    {
        var usage = type.GetCustomAttribute<AttributeUsageAttribute>();
        var targets = attribute.ArgumentList!.Arguments[0].ToString().Split('|')
            .Select(t => Enum.Parse<AttributeTargets>(t.Trim().Split('.')[^1])).Aggregate((a, b) => a | b);
        return usage is { Inherited: false, AllowMultiple: false } && usage.ValidOn == targets;
    }

    private static IEnumerable<Type> Ancestors(Type type)
    {
        for (var current = type.BaseType; current is not null; current = current.BaseType)
        {
            yield return current;
        }

        foreach (var implemented in type.GetInterfaces())
        {
            yield return implemented;
        }
    }

    private static string? PositionalProblem(Type type, ParameterListSyntax list)
    {
        var found = type.GetConstructors().Any(c => MemberMatcher.ParametersMatch(list, c))
            && type.GetMethods().Any(m => m.Name == "Deconstruct" && m.GetParameters().Length == list.Parameters.Count);
        if (!found && list.Parameters.Count > 0)
        {
            return $"is not constructed from {list}";
        }

        var lacking = list.Parameters.FirstOrDefault(p => type.GetProperty(p.Identifier.Text) is not { SetMethod.IsPublic: true });
        return lacking is null ? null : $"has no init property {lacking.Identifier.Text}";
    }
}
