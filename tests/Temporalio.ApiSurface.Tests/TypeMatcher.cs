using System.Reflection;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Temporalio.ApiSurface.Tests;

/// <summary>Whether a type that is written down is the one at hand; names are compared by their last part.</summary>
public static class TypeMatcher
{
    private static readonly Dictionary<SyntaxKind, Type> Predefined = new()
    {
        [SyntaxKind.BoolKeyword] = typeof(bool),
        [SyntaxKind.ByteKeyword] = typeof(byte),
        [SyntaxKind.DoubleKeyword] = typeof(double),
        [SyntaxKind.FloatKeyword] = typeof(float),
        [SyntaxKind.IntKeyword] = typeof(int),
        [SyntaxKind.LongKeyword] = typeof(long),
        [SyntaxKind.ObjectKeyword] = typeof(object),
        [SyntaxKind.StringKeyword] = typeof(string),
        [SyntaxKind.ULongKeyword] = typeof(ulong),
        [SyntaxKind.VoidKeyword] = typeof(void),
    };

    /// <summary>Compares a type, and whether it may be null.</summary>
    /// <param name="written">The type as written.</param>
    /// <param name="actual">The type at hand.</param>
    /// <param name="nullability">What the compiler recorded of null; null to not compare that.</param>
    /// <returns>True if they are the same.</returns>
    public static bool Matches(TypeSyntax written, Type actual, NullabilityInfo? nullability = null)
    {
        if (actual.IsByRef)
        {
            actual = actual.GetElementType()!;
        }

        if (written is NullableTypeSyntax nullable)
        {
            return Nullable.GetUnderlyingType(actual) is { } underlying
                ? Matches(nullable.ElementType, underlying)
                : (!actual.IsValueType || actual.IsGenericParameter)
                    && nullability is not { ReadState: NullabilityState.NotNull }
                    && MatchesPlain(nullable.ElementType, actual, nullability);
        }

        return (actual.IsValueType || actual.IsGenericParameter || nullability is not { ReadState: NullabilityState.Nullable })
            && MatchesPlain(written, actual, nullability);
    }

    private static bool MatchesPlain(TypeSyntax written, Type actual, NullabilityInfo? nullability) => written switch
    {
        PredefinedTypeSyntax p => Predefined[p.Keyword.Kind()] == actual,
        ArrayTypeSyntax a => actual.IsArray && Matches(a.ElementType, actual.GetElementType()!, nullability?.ElementType),
        TupleTypeSyntax t => actual.IsGenericType && actual.Name.StartsWith("ValueTuple", StringComparison.Ordinal)
            && AllMatch([.. t.Elements.Select(e => e.Type)], actual, nullability),
        QualifiedNameSyntax q => MatchesPlain(q.Right, actual, nullability),
        GenericNameSyntax g => actual.IsGenericType && actual.Name.Split('`')[0] == g.Identifier.Text
            && AllMatch([.. g.TypeArgumentList.Arguments], actual, nullability),
        IdentifierNameSyntax i => actual.Name == i.Identifier.Text,
        _ => throw new NotSupportedException($"{written} ({written.Kind()})"),
    };

    private static bool AllMatch(TypeSyntax[] written, Type actual, NullabilityInfo? nullability)
    {
        var arguments = actual.GetGenericArguments();

        // A nested type repeats the arguments of those around it.
        var own = arguments.Skip(arguments.Length - written.Length).ToArray();
        var states = nullability?.GenericTypeArguments is { } n && n.Length == arguments.Length
            ? n.Skip(arguments.Length - written.Length).ToArray()
            : null;
        return own.Length == written.Length
            && written.Select((w, i) => Matches(w, own[i], states?[i])).All(m => m);
    }
}
