"""Keys of the programme as it is run beyond one selection: one file a family, all optional.

Each is a field of :class:`~tisites.model.declaration.Model` that is absent by default, named in
``PROGRAMME`` there: a model without it is written as if the key did not exist.
"""
