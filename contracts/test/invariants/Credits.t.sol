// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {CarbonCustody} from "../../src/CarbonCustody.sol";
import {CreditRegistry} from "../../src/CreditRegistry.sol";
import {Platform} from "../support/Platform.sol";
import {bound, person, vm} from "../support/Test.sol";

/// @dev Two projects of two vintages each, two holders and the custody: minted, moved, kept, paid out, retired, suspended.
contract CreditActions {
    CreditRegistry private immutable _registry;
    CarbonCustody private immutable _custody;
    bytes32[2] private _projects;
    address[3] private _holders;
    uint256 private _calls;

    mapping(uint256 batchId => uint256) public minted;
    mapping(uint256 batchId => uint256) public retired;

    constructor(CreditRegistry registry, CarbonCustody custody, bytes32[2] memory projects, address alice, address bob) {
        (_registry, _custody, _projects) = (registry, custody, projects);
        _holders = [alice, bob, address(custody)];
    }

    function mint(uint256 what, uint256 who, uint256 tonnes) external {
        if (isSuspended(what)) return;
        uint256 amount = bound(tonnes, 1, 1e9) * 1e18;
        bytes32 ref = keccak256(abi.encode("issuance", ++_calls));
        vm.prank(person("issuer"));
        _registry.mint(_projects[what % 2], vintage(what), _holders[who % 3], amount, ref, ref);
        minted[batch(what)] += amount;
    }

    function transfer(uint256 what, uint256 from, uint256 to, uint256 amount) external {
        uint256 id = batch(what);
        if (minted[id] == 0 || isSuspended(what)) return;
        amount = bound(amount, 0, _registry.balanceOf(_holders[from % 2], id));
        vm.prank(_holders[from % 2]);
        _registry.safeTransferFrom(_holders[from % 2], _holders[to % 3], id, amount, "");
    }

    function retire(uint256 what, uint256 who, uint256 amount, uint8 reason) external {
        uint256 id = batch(what);
        uint256 most = _registry.balanceOf(_holders[who % 2], id);
        if (most == 0 || isSuspended(what)) return;
        amount = bound(amount, 1, most);
        vm.prank(_holders[who % 2]);
        _registry.retire(id, amount, bytes32(0), reason % 9, "");
        retired[id] += amount;
    }

    function payOut(uint256 what, uint256 to, uint256 amount) external {
        uint256 id = batch(what);
        uint256 most = _registry.balanceOf(address(_custody), id);
        if (most == 0 || isSuspended(what)) return;
        bytes32 ref = keccak256(abi.encode("pay out", ++_calls));
        vm.prank(person("operator"));
        _custody.payOutCredits(ref, id, _holders[to % 2], bound(amount, 1, most));
    }

    function retireFor(uint256 what, uint256 amount) external {
        uint256 id = batch(what);
        uint256 most = _registry.balanceOf(address(_custody), id);
        if (most == 0 || isSuspended(what)) return;
        amount = bound(amount, 1, most);
        bytes32 ref = keccak256(abi.encode("retire", ++_calls));
        vm.prank(person("operator"));
        _custody.retireCredits(ref, id, amount, bytes32(0), 0, "");
        retired[id] += amount;
    }

    function suspend(uint256 what, bool suspended) external {
        vm.prank(person("suspender"));
        _registry.suspendProject(_projects[what % 2], suspended);
    }

    function batch(uint256 what) public view returns (uint256) {
        return _registry.batchIdOf(_projects[what % 2], vintage(what));
    }

    function held(uint256 what) external view returns (uint256 sum) {
        for (uint256 i = 0; i < 3; ++i) {
            sum += _registry.balanceOf(_holders[i], batch(what));
        }
    }

    function isSuspended(uint256 what) private view returns (bool suspended) {
        (,, suspended) = _registry.projectOf(_projects[what % 2]);
    }

    function vintage(uint256 what) private pure returns (uint16) {
        return uint16(2020 + ((what / 2) % 2));
    }
}

contract CreditInvariants is Platform {
    CreditActions private actions;

    function setUp() public override {
        super.setUp();
        register(ALICE_USER);
        register(BOB_USER);
        link(ALICE_USER, ALICE_KEY);
        link(BOB_USER, BOB_KEY);
        bytes32[2] memory projects = [FOREST, keccak256("project: ocean")];
        openProject(projects[0]);
        openProject(projects[1]);
        actions = new CreditActions(registry, custody, projects, alice, bob);
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(actions);
    }

    /// @dev The sum of all retirements only grows: were one to come back, the registry's number would fall behind.
    function invariant_retiredNeverReturns() external view {
        for (uint256 what = 0; what < 4; ++what) {
            uint256 batchId = actions.batch(what);
            vm.assertEq(registry.retiredOf(batchId), actions.retired(batchId));
            vm.assertEq(actions.held(what), actions.minted(batchId) - actions.retired(batchId));
        }
    }

    function invariant_supplyIsMintedLessRetired() external view {
        for (uint256 what = 0; what < 4; ++what) {
            uint256 batchId = actions.batch(what);
            vm.assertEq(registry.totalSupply(batchId), actions.minted(batchId) - actions.retired(batchId));
            vm.assertEq(registry.totalSupply(batchId), actions.held(what));
        }
    }
}
