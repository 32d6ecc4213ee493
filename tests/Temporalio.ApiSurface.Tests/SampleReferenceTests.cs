using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Temporalio.ApiSurface.Tests;

/// <summary>The sample programs use nothing of the library but what the official one has in its first two tiers.</summary>
public sealed class SampleReferenceTests
{
    [Fact]
    public void Samples_WhatTheyReference_IsInTheOfficialList()
    {
        var (types, members) = Official();
        var used = References(Path.Combine(AppContext.BaseDirectory, "Samples.Workflows.dll")).ToList();
        Assert.True(used.Count > 50, $"{used.Count} references");
        Assert.Empty(used.Where(u => !types.Contains(u.Type)).Select(u => u.Type).Distinct());
        Assert.Empty(used.Where(u => !members.Contains((u.Type, u.Member)) && !members.Contains(("*", u.Member)))
            .Select(u => $"{u.Type}.{u.Member}").Distinct());
    }

    /// <summary>Types by full name without arity, and the names of their members; inherited ones count for every type.</summary>
    private static (HashSet<string> Types, HashSet<(string Type, string Member)> Members) Official()
    {
        var types = new HashSet<string>();
        var members = new HashSet<(string, string)>();
        foreach (var official in OfficialSurface.Types)
        {
            var type = $"{official.Space}.{WithoutArity(official.Name)}";
            types.Add(type);
            var positional = (official.Declaration as TypeDeclarationSyntax)?.ParameterList?.Parameters ?? [];
            foreach (var name in positional.Select(p => p.Identifier.Text).Concat(official.Members.SelectMany(m => Names(m.Declaration))))
            {
                foreach (var accessor in new[] { name, "get_" + name, "set_" + name })
                {
                    members.Add((type, accessor));
                    // A class may be called through a member of its base or of the interface it implements.
                    members.Add(("*", accessor));
                }
            }
        }

        members.UnionWith(new[] { ".ctor", "<Clone>$", "Dispose" }.Select(name => ("*", name)));
        return (types, members);
    }

    private static IEnumerable<string> Names(MemberDeclarationSyntax member) => member switch
    {
        MethodDeclarationSyntax method => [method.Identifier.Text],
        PropertyDeclarationSyntax property => [property.Identifier.Text],
        FieldDeclarationSyntax field => field.Declaration.Variables.Select(v => v.Identifier.Text),
        EnumMemberDeclarationSyntax value => [value.Identifier.Text],
        _ => [],
    };

    private static IEnumerable<(string Type, string Member)> References(string file)
    {
        using var stream = File.OpenRead(file);
        using var pe = new PEReader(stream);
        var reader = pe.GetMetadataReader();
        foreach (var handle in reader.MemberReferences)
        {
            var member = reader.GetMemberReference(handle);
            if (TypeOf(reader, member.Parent) is { } type && type.StartsWith("Temporalio.", StringComparison.Ordinal)
                && !type.StartsWith("Temporalio.Api.", StringComparison.Ordinal))
            {
                yield return (type, reader.GetString(member.Name));
            }
        }
    }

    private static string? TypeOf(MetadataReader reader, EntityHandle handle)
    {
        switch (handle.Kind)
        {
            case HandleKind.TypeReference:
                var type = reader.GetTypeReference((TypeReferenceHandle)handle);
                var name = WithoutArity(reader.GetString(type.Name));
                return type.ResolutionScope.Kind == HandleKind.TypeReference
                    ? $"{TypeOf(reader, type.ResolutionScope)}.{name}"
                    : $"{reader.GetString(type.Namespace)}.{name}";
            case HandleKind.TypeSpecification:
                // A generic instance: GENERICINST CLASS|VALUETYPE type ... (ECMA-335, II.23.2.14).
                var blob = reader.GetBlobReader(reader.GetTypeSpecification((TypeSpecificationHandle)handle).Signature);
                if (blob.ReadSignatureTypeCode() != SignatureTypeCode.GenericTypeInstance)
                {
                    return null;
                }

                blob.ReadSignatureTypeCode();
                return TypeOf(reader, blob.ReadTypeHandle());
            default:
                return null;
        }
    }

    private static string WithoutArity(string name)
    {
        var end = name.IndexOfAny(['`', '<']);
        return end < 0 ? name : name[..end];
    }
}
